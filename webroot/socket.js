// Receives the map's frames and reconnects; says nothing of what they mean.

const RETRY_MILLIS = [500, 1000, 2000, 4000, 8000];
const SILENCE_MILLIS = 8000; // a live feed speaks every second
const ASK_MILLIS = 1000; // a snapshot is large, and the node allows 60 words in 20 s

/**
 * Keeps one connection to the feed.
 *
 * @param {string} url
 * @param {{frame: (frame: object) => void, status: (status: object) => void}} to
 */
export function connect(url, to) {
  let socket = null;
  let attempt = 0;
  let timer = 0;
  let watchdog = 0;
  let paused = false;
  let closed = false;
  let askedAt = -Infinity;

  function open() {
    clearTimeout(timer);
    if (closed) return;
    to.status({status: attempt === 0 ? 'connecting' : 'reconnecting', attempt});
    const opened = new WebSocket(url);
    socket = opened;
    opened.onmessage = (event) => {
      if (socket !== opened) return;
      attempt = 0;
      watch();
      to.frame(JSON.parse(event.data));
    };
    opened.onopen = () => {
      if (paused) say('pause');
      watch();
    };
    opened.onclose = (event) => lost(opened, event);
  }

  function lost(which, event) {
    if (socket !== which) return;
    socket = null;
    clearTimeout(watchdog);
    if (closed) return;
    const base = RETRY_MILLIS[Math.min(attempt, RETRY_MILLIS.length - 1)];
    const wait = base * (0.75 + Math.random() / 2);
    attempt += 1;
    to.status({status: 'waiting', attempt, retryAt: Date.now() + wait, reason: event?.reason ?? ''});
    timer = setTimeout(open, wait);
  }

  function watch() {
    clearTimeout(watchdog);
    if (!paused) {
      watchdog = setTimeout(() => {
        const silent = socket;
        silent?.close();
        lost(silent, {reason: 'the node fell silent'});
      }, SILENCE_MILLIS);
    }
  }

  function say(type) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({type}));
  }

  open();
  return {
    pause() {
      paused = true;
      clearTimeout(watchdog);
      say('pause');
    },
    resume() {
      paused = false;
      say('resume');
      if (socket) watch();
      else this.retry();
    },
    /** Asks for the whole again; at most once a second, however often it is called. */
    ask() {
      if (Date.now() - askedAt < ASK_MILLIS) return;
      askedAt = Date.now();
      say('snapshot');
    },
    /** Does not wait for the next attempt. */
    retry() {
      if (!socket) open();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(watchdog);
      socket?.close();
    },
  };
}
