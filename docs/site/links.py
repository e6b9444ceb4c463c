"""Links that leave docs/ lead to the repository: on the site its other files are not there. Decisions find their place by themselves."""
import os
import pathlib
import posixpath
import re

# what the pages of a version lead to
REF = os.environ.get("MOVEIN_DOCS_REF", "main")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s#]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown, page, config, files):
    folder = posixpath.dirname(page.file.src_uri)

    def resolve(match):
        target = posixpath.normpath(posixpath.join("docs", folder, match.group(1)))
        if target.startswith("docs/"):
            return match.group(0)
        return "](%s/blob/%s/%s%s)" % (config.repo_url.rstrip("/"), REF, target, match.group(2) or "")

    return LINK.sub(resolve, markdown)


def on_config(config):
    """Each decision is in the navigation, in its order."""
    folder = pathlib.Path(config.docs_dir, "decisions")
    pages = ["decisions/README.md"] + sorted("decisions/" + page.name for page in folder.glob("[0-9]*.md"))
    for section in config.nav:
        for name, entries in section.items():
            if isinstance(entries, list):
                section[name] = [{"Decisions": pages} if entry == {"Decisions": "decisions/"} else entry for entry in entries]
    return config
