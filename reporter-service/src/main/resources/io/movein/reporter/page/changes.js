// Hears of changes for all windows of a browser that are looked at: it has six connections to a host, and each that follows holds one.
const RETRY = 10_000;
const looking = new Set();
let changes;

const tell = (what) => looking.forEach((port) => port.postMessage(what));

function follow() {
  const opened = new EventSource('/changes');
  changes = opened;
  opened.onopen = () => tell('changed'); // something may have changed while nobody followed
  opened.addEventListener('changed', () => tell('changed'));
  opened.onerror = () => {
    tell('lost');
    if (opened.readyState === EventSource.CLOSED) setTimeout(() => { if (opened === changes) follow(); }, RETRY);
  };
}

function letGo() {
  changes.close();
  changes = undefined;
}

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data: looks }) => {
    if (looks) looking.add(port);
    else looking.delete(port);
    if (looks && !changes) follow();
    else if (looks && changes.readyState === EventSource.OPEN) port.postMessage('changed');
    else if (!looking.size && changes) letGo();
  };
};
