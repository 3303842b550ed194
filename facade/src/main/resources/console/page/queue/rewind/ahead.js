// Shows what a rewind would bring back, before it is done.
import { part, tags } from '../../../dom.js';
import { bytes, count } from '../../../number.js';
import { Facts } from '../../../part/facts.js';
import { Notice, Problem } from '../../../part/notice.js';
import { Table, cell } from '../../../part/table.js';
import { When } from '../../../part/when.js';
import { href } from '../../../router.js';
import { t } from '../../../text.js';
import { Beginning } from '../browse/beginning.js';

const { a, div, h3, p, span, td, th, tr } = tags;

/** That a queue does not tell what has moved from what was deleted. */
export const movedToo = (queue) => t(queue.deadLetterPolicy ? 'rewind.moved.letters' : 'rewind.moved');

/** @param ahead as ask.js has it */
export const Ahead = part(function Ahead({ queue, ahead }) {
  const { asOf, number, messages, last, isWhole, bytesRead, error } = ahead;
  return div(
    { class: 'ahead' },
    h3(t('rewind.ahead')),
    Facts({
      facts: [
        [t('rewind.ahead.number'), span({ role: 'status' }, count(number))],
        messages.length > 0 && [t('rewind.ahead.first'), When({ seconds: messages[0].enqueueTimeMs / 1000 })],
        last && [t('rewind.ahead.last'), When({ seconds: last.enqueueTimeMs / 1000 })],
        [t('rewind.ahead.as.of'), When({ seconds: asOf, short: true })],
      ],
    }),
    messages.length > 0 && Messages({ queue, messages }),
    Problem({ error }),
    isWhole === false && Notice({ kind: 'warning', title: t('incomplete') }, t('rewind.ahead.stopped', { size: bytes(bytesRead) })),
    number > 0 && queue.deadLetterPolicy && Notice({ kind: 'warning' }, movedToo(queue)),
    p({ class: 'muted' }, t(number === 0 ? 'rewind.ahead.none' : 'rewind.ahead.stays'), number > 0 && !queue.deadLetterPolicy && [' ', movedToo(queue)]),
  );
});

const columns = (partitions) =>
  [
    { key: 'offset', label: t('offset'), narrow: true },
    partitions > 1 && { key: 'partition', label: t('partition'), number: true },
    { key: 'enqueued', label: t('enqueued'), narrow: true },
    { key: 'size', label: t('size'), number: true },
    { key: 'body', label: t('message.body') },
  ].filter(Boolean);

const Messages = part(function Messages({ queue, messages }) {
  const [offset, ...others] = columns(queue.partitions);
  const cells = {
    partition: ({ partition }) => String(partition),
    enqueued: ({ enqueueTimeMs }) => When({ seconds: enqueueTimeMs / 1000 }),
    size: ({ size }) => bytes(size),
    body: (message) => Beginning({ message }),
  };
  return Table(
    { label: t('rewind.ahead.messages'), columns: [offset, ...others] },
    messages.map((message) =>
      tr(
        { key: message.msgId },
        th(
          { scope: 'row' },
          a(
            { href: href('queues', queue.queueName, 'browse', message.msgId), class: 'mono', 'aria-label': t('open.message', { id: message.msgId }) },
            String(message.offset),
          ),
        ),
        others.map((column) => td({ class: [cell(column), column.key === 'body' && 'body-cell'].filter(Boolean).join(' ') || undefined }, cells[column.key](message))),
      ),
    ),
  );
});
