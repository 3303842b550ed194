// JSON for people: the text itself with line breaks, so that long numbers and double names stay as they were sent.
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The text of an object or array, a line each member; null for any other text. */
export function indented(text) {
  if (!/^\s*[[{]/.test(text)) {
    return null;
  }
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let depth = 0;
  let said = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  const tokens = text.match(TOKENS);
  tokens.forEach((token, i) => {
    if (token === '}' || token === ']') {
      depth--;
      said += /[{[]/.test(tokens[i - 1]) && tokens[i - 1].length === 1 ? token : line() + token;
    } else if (token === '{' || token === '[') {
      depth++;
      said += /[}\]]/.test(tokens[i + 1]) && tokens[i + 1].length === 1 ? token : token + line();
    } else if (token === ',') {
      said += token + line();
    } else {
      said += token === ':' ? ': ' : token;
    }
  });
  return said;
}
