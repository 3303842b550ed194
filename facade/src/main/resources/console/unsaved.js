// Asks before a person leaves a page with changes that are not saved.
import { useLayoutEffect } from './dom.js';
import { t } from './text.js';

/** A token for each form that has changes that are not saved. */
const unsaved = new Set();

/** Makes the browser ask, in its own words, before it closes the tab or loads it again. */
const ask = (event) => event.preventDefault();

/** Whether there are no such changes, or the person gives them up. */
export const mayLeave = () => unsaved.size === 0 || confirm(t('leave.unsaved'));

/** Asks about none of them any more, since what they would change is gone. */
export function giveUp() {
  unsaved.clear();
  removeEventListener('beforeunload', ask);
}

/** @param changed whether the form has changes that are not saved */
export function useUnsaved(changed) {
  // As soon as the page shows it: whoever reads that all is saved may leave at once.
  useLayoutEffect(() => {
    if (!changed) {
      return undefined;
    }
    const form = {};
    unsaved.add(form);
    addEventListener('beforeunload', ask);
    return () => {
      unsaved.delete(form);
      if (unsaved.size === 0) {
        removeEventListener('beforeunload', ask);
      }
    };
  }, [changed]);
}
