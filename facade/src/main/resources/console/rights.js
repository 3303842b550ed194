// What the signed-in key may do, so that pages do not offer the rest.
import { call } from './api/api.js';
import { session } from './session.js';
import { store } from './store.js';
import { t } from './text.js';

/** What QueryRights answered, or null as long as that is not known: then everything is offered, and the server decides. */
export const rights = store(null);

const AGAIN_MS = 60000;

let timer = 0;

async function ask() {
  clearTimeout(timer);
  const pair = session.get();
  if (pair === null) {
    return;
  }
  if (!document.hidden) {
    try {
      const answer = await call('QueryRights');
      if (pair === session.get()) {
        rights.set(JSON.stringify(answer.actionList) === JSON.stringify(rights.get()?.actionList) ? rights.get() : answer);
      }
    } catch {
      // Asked again; nothing depends on it.
    }
  }
  clearTimeout(timer);
  timer = setTimeout(ask, AGAIN_MS);
}

session.listen(() => {
  rights.set(null);
  ask();
});
ask();

/** The server's rule: a star stands for any characters. */
const matches = (pattern, name) =>
  new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's').test(name);

/** name: of the queue or topic; without it, whether it may be done to any. */
export function may(action, name) {
  const { everything, actionList } = rights.get() ?? { everything: 1 };
  if (everything === 1) {
    return true;
  }
  const allowed = actionList.find((one) => one.action === action);
  return allowed !== undefined && (name === undefined || allowed.names.some((pattern) => matches(pattern, name)));
}

/** For a button that does it: nothing, or that it is switched off, and why. */
export const unlessMay = (action, name) => (may(action, name) ? {} : { disabled: true, title: t('no.right', { action }) });
