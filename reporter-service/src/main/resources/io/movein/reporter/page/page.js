// Takes the newest state of this very page whenever something has changed, but not under the hands of somebody who types.
(() => {
  const live = document.getElementById('live');
  let wanted = false;
  let busy = false;

  async function renew() {
    const typing = document.activeElement?.closest('form') !== null && document.activeElement?.closest('form') !== undefined;
    if (busy || typing) {
      return;
    }
    busy = true;
    wanted = false;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
        document.querySelector('main').replaceChildren(...fresh.childNodes);
      }
    } finally {
      busy = false;
    }
  }

  const changes = new EventSource('/changes');
  changes.onopen = () => { live.textContent = 'live'; };
  changes.onerror = () => { live.textContent = 'not connected, trying again'; };
  changes.addEventListener('changed', () => { wanted = true; renew(); });
  document.addEventListener('focusout', () => setTimeout(() => wanted && renew(), 0));
})();
