// What a call may end with instead of an answer.

/** The server refused: its code, module and text, and by which id its log knows the request. */
export class Refused extends Error {
  constructor(action, answer) {
    const [, module, text] = /^\((\d+)\)(.*)$/s.exec(answer.message) ?? [null, '', answer.message];
    super(text);
    this.action = action;
    this.code = answer.code;
    this.module = module;
    this.requestId = answer.requestId;
    this.answer = answer;
  }
}

/** No answer of the server's came. */
export class Unreachable extends Error {
  constructor(action, cause) {
    super(`no answer to ${action}`, { cause });
    this.action = action;
  }
}

export const isAbort = (error) => error instanceof DOMException && error.name === 'AbortError';

export const isMissing = (error) =>
  error instanceof Refused && (error.code === 4440 || (error.code === 4000 && error.module === '10560'));

/** Whether a receive found no message in its time. */
export const isNone = (error) => error instanceof Refused && error.code === 7000;

export const isForbidden = (error) => error instanceof Refused && error.code === 4000 && error.module === '10461';

/** Modules that mean one parameter, whatever the action; others name it in their text. */
const FIELDS = {
  10020: 'queueName',
  10100: 'queueName',
  10210: 'queueName',
  10220: 'queueName',
  10660: 'queueName',
  10590: 'topicName',
  10550: 'topicName',
  10610: 'topicName',
  10580: 'subscriptionName',
  10480: 'subscriptionName',
  10120: 'msgBody',
  10230: 'msgBody',
  10300: 'msgBody',
  10692: 'delaySeconds',
  10490: 'filterTag',
  10500: 'endpoint',
  10630: 'endpoint',
  10570: 'endpoint',
  10691: 'bindingKey',
};

const OF_ACTION = {
  CreateQueue: { 10700: 'rewindSeconds', 10000: 'kafkaTopic' },
  SetQueueAttributes: { 10700: 'rewindSeconds' },
  CreateTopic: { 10660: 'topicName' },
  Subscribe: {
    10470: 'subscriptionName',
    10660: 'subscriptionName',
    10710: 'bindingKey',
    10680: 'bindingKey',
    10020: 'deadLetterQueue',
    10730: 'deadLetterQueue',
  },
  SetSubscriptionAttributes: { 10710: 'bindingKey', 10680: 'bindingKey' },
  PublishMessage: { 10700: 'routingKey', 10691: 'routingKey', 10720: 'msgTag' },
  BrowseMessages: { 10770: 'msgId' },
  RewindQueue: { 10680: 'startConsumeTime' },
  GetQueueAttributes: { 10680: 'startConsumeTime' },
};

const DEAD_LETTERS = ['10710', '10720', '10730', '10740', '10760', '10770', '10780'];

/** The parameter that a refusal is about, or null. */
export function fieldOf(error) {
  if (!(error instanceof Refused)) {
    return null;
  }
  const named = /parameter (\w+)/.exec(error.message);
  if (named) {
    return named[1];
  }
  const ofAction = OF_ACTION[error.action]?.[error.module];
  if (ofAction) {
    return ofAction;
  }
  if (['CreateQueue', 'SetQueueAttributes'].includes(error.action) && DEAD_LETTERS.includes(error.module)) {
    return 'deadLetterPolicy';
  }
  return FIELDS[error.module] ?? null;
}
