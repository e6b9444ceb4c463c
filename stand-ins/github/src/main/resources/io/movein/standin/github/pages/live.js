// Keeps an open issue up to date: when its version differs (or its "5 minutes ago" is old), the parts marked data-live are
// taken from a fresh page. What people type stays outside of those parts; what they unfolded stays unfolded.
'use strict';
const issue = document.getElementById('issue');
let renewed = Date.now();

function replace(part, fresh) {
  const unfolded = [...part.querySelectorAll('details')].map(details => details.open);
  part.replaceChildren(...fresh.childNodes);
  part.querySelectorAll('details').forEach((details, i) => { if (unfolded[i]) details.open = true; });
}

async function refresh() {
  const version = await (await fetch(location.pathname + '/version')).text();
  if (version === issue.dataset.version && Date.now() - renewed < 30000) return;
  const text = await (await fetch(location.pathname)).text();
  const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('issue');
  for (const part of issue.querySelectorAll('[data-live]')) {
    const other = fresh.querySelector('[data-live="' + part.dataset.live + '"]');
    if (other && !part.contains(document.activeElement)) replace(part, other);
  }
  issue.dataset.version = fresh.dataset.version;
  renewed = Date.now();
}

async function follow() {
  try {
    if (!document.hidden && getSelection().isCollapsed) await refresh();
  } catch (unreachable) {
    // the server may come back
  }
  setTimeout(follow, 1500);
}

setTimeout(follow, 1500);
