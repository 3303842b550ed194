// Asks before a page is left on which something has been changed and not saved.
import { useEffect } from './dom.js';
import { t } from './text.js';

/** Of forms like that. */
let number = 0;

/** The browser asks in its own words before the tab is closed or loaded again. */
const ask = (event) => event.preventDefault();

/** Whether nothing is lost by it, or somebody lets it be lost. */
export const mayLeave = () => number === 0 || confirm(t('leave.unsaved'));

/** @param is whether the form has something that is not saved */
export function useUnsaved(is) {
  useEffect(() => {
    if (!is) {
      return undefined;
    }
    number++;
    addEventListener('beforeunload', ask);
    return () => {
      number--;
      if (number === 0) {
        removeEventListener('beforeunload', ask);
      }
    };
  }, [is]);
}
