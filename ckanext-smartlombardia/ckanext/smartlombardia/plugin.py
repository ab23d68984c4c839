"""Wiring of the extension into CKAN. What each hook does stands in the room that it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan import plugins as p
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import cli, discovery, model


@tk.blanket.config_declarations
class SmartLombardiaPlugin(
    DefaultTranslation,
    p.IConfigurer,
    p.IActions,
    p.IAuthFunctions,
    p.IBlueprint,
    p.IClick,
    p.ITemplateHelpers,
    p.ITranslation,
    p.IValidators,
    p.SingletonPlugin,
):
    """The registry's plugin."""

    tables = model  # importing them is what makes them known to migrations

    # IConfigurer
    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "smartlombardia")

    # IActions
    def get_actions(self) -> dict[str, Callable[..., Any]]:
        return discovery.functions("logic/*/action.py")

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

    # IClick
    def get_commands(self) -> list[Any]:
        for command in discovery.functions("cli/*.py").values():
            cli.smartlombardia.add_command(command)
        return [cli.smartlombardia]
