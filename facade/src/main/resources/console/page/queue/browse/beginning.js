// How a message's body begins, in a row of a table.
import { part, tags } from '../../../dom.js';
import { Marked } from '../../../part/body.js';
import { t } from '../../../text.js';

const { span } = tags;

/** Characters. */
const SHOWN = 120;

export const Beginning = part(function Beginning({ message: { msgBody, msgBodyBase64 } }) {
  if (msgBodyBase64 || msgBody.trim() === '') {
    return span({ class: 'muted one-line' }, t(msgBodyBase64 ? 'body.binary' : 'body.blank'));
  }
  return span({ class: 'mono one-line', dir: 'auto' }, Marked({ text: msgBody.slice(0, SHOWN) }));
});
