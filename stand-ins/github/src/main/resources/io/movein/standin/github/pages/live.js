// Keeps an open issue up to date: when its version differs, the parts marked data-live are taken from a fresh page.
// Everything people type stays outside of those parts.
'use strict';
const issue = document.getElementById('issue');

async function refresh() {
  const version = await (await fetch(location.pathname + '/version')).text();
  if (version === issue.dataset.version) return;
  const text = await (await fetch(location.pathname)).text();
  const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('issue');
  for (const part of issue.querySelectorAll('[data-live]')) {
    const other = fresh.querySelector('[data-live="' + part.dataset.live + '"]');
    if (other && !part.contains(document.activeElement)) part.replaceChildren(...other.childNodes);
  }
  issue.dataset.version = fresh.dataset.version;
}

async function follow() {
  try {
    if (!document.hidden) await refresh();
  } catch (unreachable) {
    // the server may come back
  }
  setTimeout(follow, 1500);
}

setTimeout(follow, 1500);
