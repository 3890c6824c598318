"""``scorecut cache [clear]``: what is kept between runs."""

import typer

from scorecut.cli import options as o

app = typer.Typer(help="What is kept between runs.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def cache(context: typer.Context, as_json: o.Json = False) -> None:
    """Say where the cache lies and how large it is."""
    if context.invoked_subcommand is not None:
        return
    import json

    from scorecut.store import default_store, size_of

    store = default_store()
    size = sum(size_of(entry) for entry in store.entries())
    if as_json:
        typer.echo(json.dumps({"folder": str(store.folder), "entries": len(store.entries()), "bytes": size}))
        return
    typer.echo(f"{store.folder}")
    typer.echo(f"  {len(store.entries())} entries, {size / 1e6:.1f} MB of at most {store.max_bytes / 1e6:.0f} MB")


@app.command("clear")
def clear() -> None:
    """Remove everything that is kept."""
    from scorecut.store import default_store

    freed = default_store().clear()
    typer.echo(f"{freed / 1e6:.1f} MB freed")
