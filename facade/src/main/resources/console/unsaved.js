// Asks before a person leaves a page with changes that are not saved.
import { useEffect } from './dom.js';
import { t } from './text.js';

/** How many forms have changes that are not saved. */
let unsaved = 0;

/** Makes the browser ask, in its own words, before it closes the tab or loads it again. */
const ask = (event) => event.preventDefault();

/** Whether there are no such changes, or the person gives them up. */
export const mayLeave = () => unsaved === 0 || confirm(t('leave.unsaved'));

/** @param changed whether the form has changes that are not saved */
export function useUnsaved(changed) {
  useEffect(() => {
    if (!changed) {
      return undefined;
    }
    unsaved++;
    addEventListener('beforeunload', ask);
    return () => {
      unsaved--;
      if (unsaved === 0) {
        removeEventListener('beforeunload', ask);
      }
    };
  }, [changed]);
}
