// How a call or a form failed, in the reader's language.
import { Refused, Unreachable, isForbidden } from './api/errors.js';
import { keyOfSaid } from './said.js';
import { has, t } from './text.js';

/** What fields are called on the pages, where that is not the name of the parameter. */
const LABELS = {
  msgBody: 'message.body',
  delaySeconds: 'delay',
  numOfMsg: 'how.many',
  position: 'offset',
  startConsumeTime: 'rewind.from',
  text: 'browse.text',
  toQueueName: 'move.to',
};

/** The page's words for a refusal: module numbers mean different things for some actions. */
function keyOf({ action, code, module, message }) {
  const said = keyOfSaid(message);
  if (said) {
    return said;
  }
  const key = `error.${code}.${module}`;
  const isOther = module === '10000' || (module === '10050' && message !== 'server internal error');
  return isOther ? 'error.other' : ([`${key}.${action}`, key].find(has) ?? 'error.other');
}

/** Actions that change nothing. */
const READS = /^(Browse|Get|List|Query|Trace)/;

function fieldIn(message) {
  const name = /parameter (\w+)/.exec(message)?.[1];
  const label = LABELS[name] ?? name;
  return label && has(label) ? t(label) : name;
}

export function saidOf(error) {
  if (error.said) {
    return error.said();
  }
  if (error instanceof Unreachable) {
    return t(READS.test(error.action) ? 'no.answer.read' : 'no.answer');
  }
  if (!(error instanceof Refused)) {
    return error.message;
  }
  if (isForbidden(error)) {
    return t('no.right', { action: error.action });
  }
  return t(keyOf(error), { field: fieldIn(error.message), theirs: error.message });
}
