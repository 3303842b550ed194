// What the page itself finds wrong in a form before anything is sent: all of it at once, each with its limits.
import { Refused, fieldOf } from './api/errors.js';
import { bytes, count, utf8Length } from './number.js';
import { t } from './text.js';
import { duration, local } from './time.js';
import { words } from './words.js';

/** of: by field, { said }: says what is wrong with it, in the language of the moment. */
export class Wrong extends Error {
  constructor(of) {
    super('wrong input');
    this.of = of;
  }
}

/**
 * @param rules by field, (value, values) => a function that says what is wrong, or nothing
 * @throws Wrong if anything is
 */
export function check(rules, values) {
  const wrong = Object.entries(rules)
    .map(([name, rule]) => [name, rule(values[name], values)])
    .filter(([, said]) => said)
    .map(([name, said]) => [name, { said }]);
  if (wrong.length > 0) {
    throw new Wrong(Object.fromEntries(wrong));
  }
}

/** The error as far as it is about one of these fields: what the page found, or what the server refused; else null. */
export function errorAt(error, ...names) {
  if (error instanceof Wrong) {
    return names.map((name) => error.of[name]).find(Boolean) ?? null;
  }
  return error instanceof Refused && names.includes(fieldOf(error)) ? error : null;
}

/** Whether an error is shown beside one of these fields. */
export const isPlaced = (error, ...names) => errorAt(error, ...names) !== null;

const says = (key, values) => () => t(key, Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, typeof value === 'function' ? value() : value])));

/** Digits and nothing else. What is a number already comes from a quantity. */
const isWhole = (value) => (typeof value === 'number' ? Number.isInteger(value) : /^\d{1,15}$/.test(String(value ?? '').trim()));

const ranged = (key, show) => (least, most) => (value) =>
  isWhole(value) && Number(value) >= least && Number(value) <= most ? null : says(key, { least: () => show(least), most: () => show(most) });

const whole = ranged('wrong.whole', count);
const time = ranged('wrong.time', duration);
const size = ranged('wrong.size', bytes);

const like = (pattern, key) => (value) => (pattern.test(value.trim()) ? null : says(key));

const name = (value) => (value.trim() === '' ? says('wrong.name.empty') : like(/^[A-Za-z][\w-]{0,63}$/, 'wrong.name')(value));
const kafkaTopic = like(/^(?!\.{1,2}$)[\w.-]{1,249}$/, 'wrong.kafkaTopic');

const optional = (rule) => (value, values) => (String(value ?? '').trim() === '' ? null : rule(value, values));

/** The first of some words that is wrong, and whether there are too many or too few of them. */
const each = (least, most, rule) => (text) => {
  const all = words(text);
  if (all.length === 0 && text.trim() !== '') {
    return says('wrong.words');
  }
  if (all.length < least || all.length > most) {
    return says(least === 0 ? 'wrong.most' : 'wrong.number', { least, most });
  }
  return all.map(rule).find(Boolean);
};

const TAGS = 5;
const TAG_CHARACTERS = 16;
const KEY_BYTES = 64;
const KEY_WORDS = 16;

const tag = (text) =>
  ([...text].length > TAG_CHARACTERS && says('wrong.tag.long', { tag: text, most: TAG_CHARACTERS })) ||
  (/[\u0000-\u001f\u007f-\u009f]/.test(text) && says('wrong.tag.control', { tag: text }));

/** As long as the server takes it. */
const routingKey = (text) =>
  (utf8Length(text) > KEY_BYTES || text.split('.').length > KEY_WORDS) && says('wrong.key.long', { bytes: KEY_BYTES, words: KEY_WORDS });

/** The server takes others too; they are mistakes of those who type them. */
const bindingKey = (text) =>
  (/\s/.test(text) && says('wrong.key.blank', { key: text })) ||
  (text.split('.').includes('') && says('wrong.key.empty', { key: text })) ||
  routingKey(text);

const url = (text) => (/^https?:\/\/[^\s/?#][^\s]*$/i.test(text.trim()) && text.trim().length <= 500 ? null : says('wrong.url'));

const LIFECYCLE = [60, 1296000];
const DEAD_LETTERS = { maxReceiveCount: whole(1, 1000), maxTimeToLive: time(300, 43200) };

/** A queue's attributes. */
export const ATTRIBUTES = {
  msgRetentionSeconds: time(...LIFECYCLE),
  pollingWaitSeconds: time(0, 30),
  visibilityTimeout: time(1, 43200),
  maxMsgSize: size(1024, 1 << 20),
  maxMsgHeapNum: whole(1000000, 1000000000),
  rewindSeconds: (value, { msgRetentionSeconds }) =>
    time(0, LIFECYCLE[1])(value) ?? (isWhole(msgRetentionSeconds) && Number(value) > Number(msgRetentionSeconds) ? says('wrong.rewind', { most: () => duration(msgRetentionSeconds) }) : null),
};

/** Of a dead-letter policy, in a form that has the name of its queue too. */
export const POLICY = {
  deadLetterQueue: optional((value, { queueName }) => name(value) ?? (value.trim() === queueName?.trim() ? says('wrong.itself') : null)),
  maxReceiveCount: (value, { deadLetterQueue, policy }) => (deadLetterQueue !== '' && policy === '0' ? DEAD_LETTERS.maxReceiveCount(value) : null),
  maxTimeToLive: (value, { deadLetterQueue, policy, msgRetentionSeconds }) =>
    deadLetterQueue !== '' && policy === '1'
      ? (DEAD_LETTERS.maxTimeToLive(value) ?? (!isWhole(msgRetentionSeconds) || Number(value) < Number(msgRetentionSeconds) ? null : says('wrong.timeToLive', { most: () => duration(msgRetentionSeconds) })))
      : null,
};

export const NEW_QUEUE = { queueName: name, partitions: optional(whole(1, 64)), kafkaTopic: optional(kafkaTopic) };

/** An operator may allow so many seconds; most servers allow an hour, and say so. */
export const delay = (value) => (isWhole(value) && Number(value) <= 6048000 ? null : says('wrong.delay'));

/** most: bytes of a body, if they are known. */
export const body = (most = Infinity) => (text) =>
  text === '' ? says('wrong.body') : utf8Length(text) > most ? says('size.over', { n: () => over(text, most), most: () => bytes(most) }) : null;

/** By how much a text is too large. */
export function over(text, most) {
  const more = utf8Length(text) - most;
  return more === 1 ? t('one.byte') : bytes(more);
}

export const RECEIVE = { numOfMsg: whole(1, 16), pollingWaitSeconds: optional(time(0, 30)) };

/** Of messages that must be told where to go. */
export const MOVE = { toQueueName: (value, { queueName }) => name(value) ?? (value.trim() === queueName ? says('wrong.same') : null) };

export const REDRIVE = {
  toQueueName: optional(MOVE.toQueueName),
  messagesPerSecond: optional(whole(1, 1000)),
};

/** When a rewind may begin: Unix seconds. The server alone knows what is too early, by its clock. */
export const REWIND = {
  startConsumeTime: (value, { latest }) => value > latest && says('wrong.rewind.late', { time: () => local(latest) }),
};

/** Where one begins to look at messages, and for which text. */
export const BROWSE = {
  msgId: (value, { start }) => (start === 'msgId' && !/^\d{1,19}$/.test(value.trim()) ? says('wrong.msgId') : null),
  position: (_, { start, offset }) => (start === 'offset' && !isWhole(offset) ? says('wrong.offset') : null),
  time: (value, { start }) => (start === 'time' && Number.isNaN(new Date(value).getTime()) ? says('wrong.moment') : null),
  text: (value) => (utf8Length(value) > 256 ? says('size.over', { n: () => over(value, 256), most: () => bytes(256) }) : null),
};

export const TOPIC = { maxMsgSize: size(1024, 1 << 20) };
export const NEW_TOPIC = { topicName: name, ...TOPIC };

export const publication = (most) => ({ msgBody: body(most), tags: each(0, TAGS, tag), routingKey: optional(routingKey) });

const ENDPOINTS = { queue: name, http: url, kafka: kafkaTopic };

export const filter = (byTags) => (byTags ? each(0, TAGS, tag) : each(1, TAGS, bindingKey));

export const subscription = (byTags) => ({
  subscriptionName: name,
  endpoint: (value, { protocol }) => ENDPOINTS[protocol](value),
  filter: filter(byTags),
  deadLetterQueue: (value, { protocol }) => (protocol === 'http' ? optional(name)(value) : null),
});
