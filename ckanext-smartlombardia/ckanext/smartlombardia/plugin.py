"""Wiring of the extension into CKAN. What each hook does stands in the room that it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from ckan import plugins as p
from ckan.lib.plugins import DefaultTranslation
from ckan.model import Package, User
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.dcat.interfaces import IDCATURIGenerator

from ckanext.smartlombardia import cli, config, discovery, model, vocabularies
from ckanext.smartlombardia.dcatapit import addresses
from ckanext.smartlombardia.logic.interop import indexing
from ckanext.smartlombardia.logic.records import edits, package_changes, submissions
from ckanext.smartlombardia.registry import claims, search, visibility
from ckanext.smartlombardia.views import limits, middleware


@tk.blanket.config_declarations
class SmartLombardiaPlugin(
    DefaultTranslation,
    p.IConfigurable,
    p.IConfigurer,
    p.IActions,
    p.IApiToken,
    p.IAuthFunctions,
    p.IBlueprint,
    p.IClick,
    p.IFacets,
    p.IMiddleware,
    p.IPackageController,
    p.IPermissionLabels,
    p.ISignal,
    p.ITemplateHelpers,
    p.ITranslation,
    p.IValidators,
    IDCATURIGenerator,
    p.SingletonPlugin,
):
    """The registry's plugin."""

    tables = model  # importing them is what makes them known to migrations

    # IConfigurer
    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "smartlombardia")
        if tk.asbool(config.get("ckanext.smartlombardia.behind_tls", False)):
            config["SESSION_COOKIE_SECURE"] = config["REMEMBER_COOKIE_SECURE"] = True

    # IConfigurable
    def configure(self, config_: Any) -> None:
        package_changes.watch()
        vocabularies.changes.keep_in(config.state_path() / "bodies.csv")

    # IActions
    def get_actions(self) -> dict[str, Callable[..., Any]]:
        return discovery.functions("logic/*/action.py")

    # IApiToken
    def postprocess_api_token(self, data: dict[str, Any], jti: str, data_dict: dict[str, Any]) -> dict[str, Any]:
        ends = datetime.now(timezone.utc) + timedelta(days=config.token_days())
        return {**data, "exp": int(ends.timestamp())}

    # IAuthFunctions
    def get_auth_functions(self) -> dict[str, Callable[..., Any]]:
        return discovery.functions("logic/*/auth.py")

    # IValidators
    def get_validators(self) -> dict[str, Callable[..., Any]]:
        return discovery.functions("registry/validators.py")

    # ITemplateHelpers
    def get_helpers(self) -> dict[str, Callable[..., Any]]:
        return discovery.functions("views/helpers/*.py")

    # IBlueprint
    def get_blueprint(self) -> list[Any]:
        return discovery.blueprints()

    # IMiddleware
    def make_middleware(self, app: Any, config: Any) -> Any:
        return middleware.install(app)

    # ISignal
    def get_signal_subscriptions(self) -> dict[Any, list[Any]]:
        return {tk.signals.failed_login: [limits.note_wrong_password]}

    # IPackageController
    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        edits.note(context, pkg_dict["id"], "created")
        submissions.note(context, pkg_dict["id"])

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        edits.note(context, pkg_dict["id"], "updated")

    def after_dataset_delete(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        edits.note(context, pkg_dict["id"], "deleted")

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        pkg_dict.pop(search.AUTHOR, None)
        pkg_dict.pop(claims.UNCONFIRMED, None)
        if unconfirmed := claims.load_unconfirmed_bodies(pkg_dict):
            pkg_dict[claims.UNCONFIRMED] = unconfirmed

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        document = search.index(pkg_dict)
        level = indexing.level(document["id"])
        return document | {"sl_level": level} if level else document

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        return search.prepare(search_params)

    # IFacets
    def dataset_facets(self, facets_dict: dict[str, Any], package_type: str) -> dict[str, Any]:
        return search.facets(facets_dict, package_type)

    # IPermissionLabels
    def get_dataset_labels(self, dataset_obj: Package) -> list[str]:
        return visibility.labels_of_record(dataset_obj)

    def get_user_dataset_labels(self, user_obj: User | None) -> list[str]:
        return visibility.labels_of_user(user_obj)

    # IDCATURIGenerator
    def catalog_uri(self, default_uri: str) -> str:
        return addresses.catalogue()

    def dataset_uri(self, dataset_dict: dict[str, Any], default_uri: str) -> str:
        return addresses.package_iri(dataset_dict) if dataset_dict.get("id") else default_uri

    # IClick
    def get_commands(self) -> list[Any]:
        for command in (discovery.functions("cli/*.py") | discovery.functions("jobs/*.py")).values():
            cli.smartlombardia.add_command(command)
        return [cli.smartlombardia]
