// Takes the newest state of this very page whenever something has changed, but not under the hands of somebody who types.
(() => {
  const live = document.getElementById('live');
  let wanted = false;
  let busy = false;

  const isTyping = () => Boolean(document.activeElement?.closest('form'));

  async function renew() {
    if (!wanted || busy || isTyping()) {
      return;
    }
    busy = true;
    wanted = false;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
        if (isTyping()) {
          wanted = true; // somebody began while it was fetched
        } else {
          document.querySelector('main').replaceChildren(...fresh.childNodes);
        }
      }
    } finally {
      busy = false;
    }
    renew(); // something may have changed meanwhile
  }

  const changes = new EventSource('/changes');
  changes.onopen = () => { live.textContent = 'live'; };
  changes.onerror = () => { live.textContent = 'not connected, trying again'; };
  changes.addEventListener('changed', () => { wanted = true; renew(); });
  document.addEventListener('focusout', () => setTimeout(renew, 0));
})();
