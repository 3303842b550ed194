// All of one message: body, headers, history, and where it lies in Kafka.
import { about } from '../../../api/about.js';
import { consumer } from '../../../consumer.js';
import { part, tags, useRef } from '../../../dom.js';
import { useLive } from '../../../live.js';
import { bytes } from '../../../number.js';
import { Body, Marked } from '../../../part/body.js';
import { Code, Copy } from '../../../part/copy.js';
import { Dialog } from '../../../part/dialog.js';
import { Facts } from '../../../part/facts.js';
import { Loading, Trouble } from '../../../part/load.js';
import { Notice } from '../../../part/notice.js';
import { Table } from '../../../part/table.js';
import { When } from '../../../part/when.js';
import { unlessMay } from '../../../rights.js';
import { useStore } from '../../../store.js';
import { t } from '../../../text.js';
import { WHOLE_BYTES, one } from './ask.js';
import { History } from './history.js';
import { facts as originFacts, origin, publishedAs } from './origin.js';
import { Actions } from './repair.js';
import { State, isMendable, receives } from './state.js';

const { button, div, footer, h3, p, span, td, th, tr } = tags;

const EVERY_MS = 5000;

/**
 * @param message as the list has it. Its whole body is asked for once, its state as long as it is looked at
 * @param messages the list, through which open goes on
 * @param tells whether its history is shown at once
 * @param begin begins what can be done with it, as Actions has it
 */
export const Detail = part(function Detail({ queue, kafkaTopic, message, messages, tells, open, begin, onClose }) {
  const { msgId } = message;
  const { kafka = 'KAFKA_HOST:9092' } = useStore(about);
  const ask = (bodyBytes) => async (signal) => ({ msgId, message: await one(queue.queueName, msgId, bodyBytes, signal) });
  // What was answered last may be about the message before.
  const of = (answer) => (answer?.msgId === msgId ? answer.message : undefined);
  const whole = useLive((signal) => (message.bodyIsWhole ? null : ask(WHOLE_BYTES)(signal)), [msgId]);
  const live = useLive(ask(0), [msgId], EVERY_MS);
  const gone = of(live.value) === null;
  const now = of(live.value) ?? message;
  const body = message.bodyIsWhole ? message : of(whole.value);
  const { partition, offset, headers } = now;
  const history = useRef(null);
  const tell = () => {
    history.current.focus();
    history.current.click();
  };
  const at = messages.findIndex((other) => other.msgId === msgId);
  const beside = (step) =>
    button(
      { type: 'button', disabled: messages[at + step] === undefined, onClick: () => open(messages[at + step]) },
      t(step < 0 ? 'message.before' : 'message.next'),
    );
  return Dialog(
    { title: t('message.title', { id: msgId }), wide: true, onClose },
    div(
      { class: 'dialog-body' },
      gone && Notice({ kind: 'warning' }, t('message.gone')),
      Trouble({ error: live.error }),
      Facts({
        facts: [
          [t('msgId'), span({ class: 'mono' }, msgId, ' ', Copy({ text: msgId }))],
          [
            t('state'),
            [
              State({ message: now }),
              now.state === 'deleted' && [' ', button({ type: 'button', class: 'link', onClick: tell, ...unlessMay('TraceMessage', queue.queueName) }, t('history.tells'))],
            ],
          ],
          ...originFacts(now),
          publishedAs(now) && [t('origin.published'), span({ class: 'mono' }, publishedAs(now), ' ', Copy({ text: publishedAs(now) }))],
          [t(origin(now) ? 'origin.moved' : 'enqueued'), When({ seconds: now.enqueueTimeMs / 1000 })],
          [t(origin(now) ? 'origin.received' : 'times.received'), receives(now)],
          now.firstDequeueTime && [t('first.received'), When({ seconds: now.firstDequeueTime })],
          [t('size'), bytes(now.size)],
          ['Kafka', span({ class: 'mono' }, t('kafka.at', { topic: kafkaTopic, partition, offset }))],
        ],
      }),
      h3(t('message.body')),
      body ? Body({ key: msgId, text: body.msgBody, base64: body.msgBodyBase64 }) : !gone && Loading({ error: whole.error }),
      headers.length > 0 && [h3(t('headers')), Headers({ headers })],
      now.headersAreWhole === false && p(t('browse.headersCut')),
      h3(t('history')),
      History({ key: msgId, queue, msgId, show: history, begins: tells }),
      h3(t('kafka.read')),
      Code({
        text: consumer(kafka, kafkaTopic, `--partition ${partition}`, `--offset ${offset}`, '--max-messages 1'),
        label: t('kafka.read'),
      }),
    ),
    footer(!gone && isMendable(now) && div({ class: 'beside' }, Actions({ queueName: queue.queueName, isVisible: now.state === 'visible', begin })), beside(-1), beside(1)),
  );
});

const Headers = part(function Headers({ headers }) {
  const columns = [
    { key: 'key', label: t('name'), narrow: true },
    { key: 'value', label: t('value'), narrow: true },
  ];
  return Table(
    { label: t('headers'), columns },
    headers.map(({ key, value }, i) => tr({ key: i }, th({ scope: 'row', class: 'mono' }, Marked({ text: key })), td({ class: 'mono breaks', dir: 'auto' }, Marked({ text: value ?? '' })))),
  );
});
