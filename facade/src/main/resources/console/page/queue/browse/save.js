// Messages as a file: JSON lines, or CSV for a spreadsheet.

/** An object a line, with what the API answered. */
export const jsonLines = (messages) => messages.map((message) => JSON.stringify(message) + '\n').join('');

const COLUMNS = [
  'msgId',
  'partition',
  'offset',
  'state',
  'enqueueTimeMs',
  'dequeueCount',
  'nextVisibleTimeMs',
  'size',
  'headers',
  'headersAreWhole',
  'bodyIsWhole',
  'msgBody',
  'msgBodyBase64',
];

/** A spreadsheet takes what begins so for something to run, also behind what it may take for the end of a cell. */
const RUN = /(^|[,;\t|\r\n"])([\s\u0000-\u001f]*)(?=[=+\-@＝＋－＠])/g;

/** With a byte order mark, without which spreadsheets do not take it for UTF-8. */
export function csv(messages) {
  const rows = messages.map((message) => COLUMNS.map((name) => cell(name === 'headers' ? JSON.stringify(message.headers) : message[name])));
  return '\ufeff' + [COLUMNS, ...rows].map((row) => row.join(',') + '\r\n').join('');
}

function cell(value) {
  const text = String(value ?? '');
  const harmless = typeof value === 'string' ? text.replace(RUN, "$1'$2") : text;
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Lets the browser keep a text as a file. */
export function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
