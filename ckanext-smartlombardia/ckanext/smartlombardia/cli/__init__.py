"""`ckan smartlombardia …`: one file a topic, each with a click command or group in `__all__`."""

import click


@click.group(short_help="The registry of Lombardy's municipalities.")
def smartlombardia() -> None:
    """Load, harvest, match, judge and serve the registry."""
