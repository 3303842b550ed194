// Whether the server is there. Once it was not, it is asked every few seconds until it is.
import { store } from '../store.js';

const AGAIN_MS = 2000;

export const reachable = store(true);

let timer = 0;

export function found() {
  clearTimeout(timer);
  timer = 0;
  reachable.set(true);
}

export function lost() {
  reachable.set(false);
  if (timer === 0) {
    timer = setTimeout(ask, AGAIN_MS);
  }
}

async function ask() {
  timer = 0;
  if (document.hidden) {
    document.addEventListener('visibilitychange', ask, { once: true });
    return;
  }
  try {
    const answer = await fetch('./', { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(5000) });
    // A proxy answers also when the server does not.
    if (!answer.ok) {
      throw new Error(`status ${answer.status}`);
    }
    found();
  } catch {
    lost();
  }
}
