"""How a page is read: the texts that its reader sees, and the choices that he makes."""

import re
from html import unescape

ENGLISH = re.compile(
    r"\b(required|choose|select|no data|no results|error|loading|warning|none|nan|null|true|false|"
    r"download|search|invalid|unknown)\b",
    re.IGNORECASE,
)


TABS = ("Essentiel", "Graphiques", "Tableau", "Télécharger")

KEPT_WHOLE = re.compile(r"(?<!\*)\*([^\W\d_]+-[^\W\d_-]+(?:-[^\W\d_]+)?)\*(?!\*)")
KEPT_TOGETHER = re.compile("\u00a0(?=[;:?!»])|(?<=«)\u00a0")


def stripped(markup):
    """Return the words of some HTML, as if a sign might leave its word."""
    words = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", markup, flags=re.DOTALL))
    return KEPT_TOGETHER.sub(" ", words)


def unmarked(text):
    """Return a text of Streamlit as it is read: what no line parts is marked in its Markdown."""
    return KEPT_WHOLE.sub(r"\1", text)


def titles(app):
    """Return the titles of the page, as they are read."""
    return [unmarked(title.value) for title in app.title]


def html(app):
    """Return the HTML elements, style aside."""
    written = [element.value for element in app.get("html")]
    return [value for value in written if not value.startswith("<style>")]


def answer(app):
    """Return the sentence that answers the page's question, as it is read."""
    (sentence,) = [value for value in html(app) if 'class="atlas-answer"' in value]
    return stripped(sentence)


def badge(app):
    (counts,) = [value for value in html(app) if 'class="atlas-badge"' in value]
    return stripped(counts)


def open_tab(app, name):
    """Open a tab of the page, and all that is folded in it."""
    app.session_state[f"onglets_{app.session_state['page']}"] = name
    app.run()
    folded = [
        toggle
        for toggle in app.toggle
        if toggle.label.startswith(("Tout voir", "Toutes les colonnes")) and not toggle.value
    ]
    for toggle in folded:
        toggle.set_value(True)
    if folded:
        app.run()
    assert not app.exception
    return app


def table(app, caption):
    """Return the lines of a table, a bar after each cell; its tab is opened where it has one."""
    found = _tables(app, caption) or _tables(open_tab(app, "Tableau"), caption)
    cells = re.sub(r"</th>(?=\s*<td)", "|", found[0].replace("</td>", "|"))
    return stripped(cells.replace("</tr>", "\n"))


def _tables(app, caption):
    return [value for value in html(app) if f"<caption>{caption}" in value]


def unfolded(app, *keys):
    """Open what is folded on a page."""
    for key in keys:
        app.session_state[key] = True
    app.run()
    assert not app.exception
    return app


def listed(app, key, kind="selectbox"):
    """Return the list of a parameter, under the name that it is drawn with now."""
    named = re.compile(rf"{key}(_\d+)?")
    return next(each for each in getattr(app, kind) if named.fullmatch(each.key or ""))


def choose(app, key, code):
    listed(app, key).set_value(code).run()
    assert not app.exception
    return app


def texts(app):
    """Return every text of a page: sentences, titles, labels and choices."""
    elements = [*app.title, *app.header, *app.caption, *app.markdown, *app.info, *app.error,
                *app.warning, *app.text]  # fmt: skip
    yield from (unescape(unmarked(element.value)) for element in elements)
    yield from map(stripped, html(app))
    for widget in (*app.selectbox, *app.slider, *app.toggle, *app.button):
        yield widget.label
        yield getattr(widget, "help", "") or ""
    for widget in app.selectbox:
        yield from widget.options
        yield widget.proto.placeholder
    for kind in ("expander", "download_button", "page_link"):
        yield from (unmarked(element.label) for element in app.get(kind))
