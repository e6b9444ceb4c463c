// Shows the newest state of this very page. Only what has changed is touched, so focus, selection, scroll and what is being typed stay.
(() => {
  const AGAIN = 10_000;
  const live = document.getElementById('live');
  let wanted = false;
  let busy = false;

  const say = (text) => { if (live.textContent !== text) live.textContent = text; };
  const keyOf = (node) => node?.dataset?.key;
  const isAlike = (one, other) => one?.nodeName === other.nodeName && !keyOf(one) && !keyOf(other);
  const isHeld = (node) => [document.activeElement, getSelection().anchorNode].some((it) => it && node.contains(it));

  function update(old, fresh) {
    if (!(old instanceof Element)) {
      if (old.data !== fresh.data) old.data = fresh.data;
      return;
    }
    [...old.attributes].filter(({ name }) => !fresh.hasAttribute(name)).forEach(({ name }) => old.removeAttribute(name));
    [...fresh.attributes]
      .filter(({ name, value }) => old.getAttribute(name) !== value)
      .forEach(({ name, value }) => old.setAttribute(name, value));
    updateChildren(old, [...fresh.childNodes]);
  }

  // Those with a key stay themselves wherever they move to; others are recognised by their order.
  function updateChildren(old, fresh) {
    const keys = new Set(fresh.map(keyOf));
    const keyed = new Map();
    for (const child of [...old.children].filter(keyOf)) {
      if (keys.has(keyOf(child))) keyed.set(keyOf(child), child);
      else child.remove();
    }
    let at = old.firstChild;
    const passOver = () => { const passed = at; at = at.nextSibling; passed.remove(); };
    fresh.forEach((next, i) => {
      while (at && !keyOf(at) && !fresh.slice(i).some((it) => isAlike(at, it))) passOver();
      const same = keyOf(next) ? keyed.get(keyOf(next)) : isAlike(at, next) ? at : undefined;
      if (!same) {
        old.insertBefore(next, at);
        return;
      }
      // what is moved loses the focus: those before it go instead, and come back when it is their turn
      if (isHeld(same)) while (at !== same) passOver();
      if (at === same) at = at.nextSibling;
      else old.insertBefore(same, at);
      update(same, next);
    });
    while (at) passOver();
  }

  async function show(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const main = document.querySelector('main');
    const hadFocus = main.contains(document.activeElement);
    document.title = page.title;
    update(main, page.querySelector('main'));
    if (hadFocus && !main.contains(document.activeElement)) main.focus({ preventScroll: true }); // what had it is gone
    say('live');
  }

  async function renew() {
    wanted = true;
    if (busy) return;
    busy = true;
    try {
      while (wanted) {
        wanted = false;
        const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
        if (answer.ok) await show(answer);
        else say(`not renewed: HTTP ${answer.status}`);
      }
    } catch (e) {
      say(`not renewed: ${e.message}`);
    } finally {
      busy = false;
    }
  }

  // Only while it is looked at. All windows share the one connection of a worker, which says when to ask for the page again.
  function follow() {
    const worker = new SharedWorker('/changes.js');
    const looks = (isLookedAt) => worker.port.postMessage(isLookedAt);
    worker.onerror = ask; // it could not be loaded
    worker.port.onmessage = ({ data }) => (data === 'lost' ? say('not connected, trying again') : renew());
    document.addEventListener('visibilitychange', () => looks(!document.hidden));
    addEventListener('pagehide', () => looks(false));
    addEventListener('pageshow', ({ persisted }) => { if (persisted) looks(!document.hidden); });
    looks(!document.hidden);
  }

  // Where the browser has no such workers, as on some phones.
  function ask() {
    const now = () => { if (!document.hidden) renew(); };
    document.addEventListener('visibilitychange', now);
    setInterval(now, AGAIN);
    now();
  }

  if (window.SharedWorker) follow();
  else ask();
})();
