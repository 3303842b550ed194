// What went wrong or is worth knowing, in words, with the id by which the server's log knows the request.
import { Refused, isForbidden } from '../api/errors.js';
import { part, tags, useEffect, useRef } from '../dom.js';
import { href } from '../router.js';
import { t } from '../text.js';
import { saidOf } from '../wording.js';
import { Copy } from './copy.js';

const { a, div, p, span, strong } = tags;

/**
 * @param kind 'error', 'warning', 'info' or 'done'
 * @param answers whether it answers what somebody has just done: then it comes into sight
 */
export const Notice = part(function Notice({ kind = 'info', title, answers, children }) {
  const element = useRef(null);
  useEffect(() => {
    if (answers) {
      element.current.scrollIntoView({ block: 'nearest' });
    }
  }, []);
  return div(
    { ref: element, class: `notice ${kind}`, role: kind === 'error' ? 'alert' : 'status' },
    title && strong(title),
    div({ class: 'notice-text' }, children),
  );
});

/** How a call failed; nothing for null. answers: as of a Notice. */
export const Problem = part(function Problem({ error, title, answers }) {
  if (!error) {
    return null;
  }
  return Notice(
    { kind: 'error', title, answers },
    p(saidOf(error), isForbidden(error) && [' ', a({ href: href('cluster') }, t('rights'))]),
    Reference({ error }),
  );
});

/** The server's own words for a refusal, its numbers, and the request's id. */
export const Reference = part(function Reference({ error }) {
  return (
    error instanceof Refused &&
    p(
      { class: 'fine reference' },
      saidOf(error) !== error.message && [span({ lang: 'en' }, error.message), ' · '],
      `${error.code}`,
      error.module && ` (${error.module})`,
      ' · ',
      t('request'),
      ' ',
      span({ class: 'mono' }, error.requestId),
      ' ',
      Copy({ text: error.requestId }),
    )
  );
});
