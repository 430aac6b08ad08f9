// The form of topic names and filters by MQTT 3.1.1, section 4.7. Knows nothing of the hub's own topics.

/** [MQTT-1.5.3-2] U+0000 is not allowed; U+FFFD is what ill-formed UTF-8 ([MQTT-1.5.3-1]) has become in the parser. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is the character to find
const FORBIDDEN_CHARACTERS = /[\u0000\uFFFD]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const FORBIDDEN_IN_NAMES = /[+#\u0000\uFFFD]/;

export function hasForbiddenCharacters(text: string): boolean {
  return FORBIDDEN_CHARACTERS.test(text);
}

/** [MQTT-4.7.1-1], [MQTT-4.7.3-1]. */
export function isTopicName(topic: string): boolean {
  return topic !== '' && !FORBIDDEN_IN_NAMES.test(topic);
}

/** [MQTT-4.7.1-2], [MQTT-4.7.1-3]: a wildcard stands for a whole level, `#` for the last. */
export function isTopicFilter(filter: string): boolean {
  if (filter === '' || hasForbiddenCharacters(filter)) return false;
  const levels = filter.split('/');
  return levels.every((level, place) => {
    if (level === '#') return place === levels.length - 1;
    return level === '+' || !/[+#]/.test(level);
  });
}
