import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutBytes, fitText } from './fit-text.ts';
import { chatText, html, markdownWith } from './formats.ts';
import type { Message } from './message.ts';
import {
  advisoryMessage,
  alertMessage,
  anyMessage,
  digestMessage,
  facts,
  HOSTILE,
  NOW,
  person,
} from './messages.test-support.ts';
import { testMessage } from './test-message.ts';
import { wordsOf } from './words.ts';

const LINK = `https://hub.example.cn/case#${'x'.repeat(160)}`;
const markdown = markdownWith('\n');
const chinese = { words: wordsOf('zh-CN'), notifier: 'duty-group', linkTo: () => LINK };
const english = { words: wordsOf('en'), notifier: 'duty-group', linkTo: () => LINK };

function inMarkdown(message: Message, limitBytes = 4_096): string {
  return fitText(message, { ...chinese, format: markdown, limitBytes });
}

describe('what is read', () => {
  test('an alert in Chinese: what, where, how full, since when, who is asked, and its link', () => {
    const to = [person('li', '李雷'), person('han', '韩梅梅')];
    expect(inMarkdown(alertMessage({ to }))).toBe(
      [
        '**【告警】桶已满：涂山一号站**',
        '> 投放站：涂山一号站',
        '> 网格：涂山镇 ＞ 龙井社区 ＞ 第一网格',
        '> 桶：厨余垃圾 1、2',
        '> 级别：警告',
        '> 满溢程度：92%，余 18 升',
        '> 开始时间：2026-11-23 14:05（已 35 分钟）',
        '> 责任人：李雷、韩梅梅',
        `[查看并处理](${LINK})`,
      ].join('\n'),
    );
  });

  test('the same in English, as text', () => {
    const message = alertMessage({ kind: 'escalated', step: 'second', to: [person('li', 'Li Lei')] });
    expect(fitText(message, { ...english, format: chatText, limitBytes: 2_048 })).toBe(
      [
        'Reminder: Bin full: 涂山一号站',
        'Station: 涂山一号站',
        'Area: 涂山镇 ＞ 龙井社区 ＞ 第一网格',
        'Bin: Food waste 1, 2',
        'Severity: warning',
        'Fill level: 92 %, 18 l left',
        'Since: 2026-11-23 14:05 (for 35 min)',
        'Why: not accepted in time',
        'Asked: Li Lei',
        `Open this case: ${LINK}`,
      ].join('\n'),
    );
  });

  test('one that was heard of much later says both times', () => {
    const text = inMarkdown(alertMessage({}, { rule: 'hazard', since: NOW, happenedAt: NOW - 90 * 60_000 }));
    expect(text).toContain(
      '> 发生时间：2026-11-23 13:10（已 1 小时 30 分钟）\n> 收到时间：2026-11-23 14:40\n',
    );
    expect(text).not.toContain('开始时间');
  });

  test('a resolved one says why and by whom', () => {
    const resolved = { at: NOW, reason: 'by-hand' as const, by: '李雷' };
    const text = inMarkdown(alertMessage({ kind: 'resolved' }, { resolved, externalCase: '141-7' }));
    expect(text).toContain('**【办结】桶已满：涂山一号站**');
    expect(text).toContain('> 结果：2026-11-23 14:40 人工办结（李雷）');
    expect(text).toContain('> 外部案件号：141-7');
  });

  test('a digest names each case, an advisory where there is room', () => {
    const digest = inMarkdown(digestMessage(3));
    expect(digest).toContain('**告警汇总：3 件**');
    for (const i of [0, 1, 2]) expect(digest).toContain(`桶已满：涂山 ${i} 号站`);
    expect(inMarkdown(advisoryMessage())).toContain('> 可投放：涂山二号站（301 米，余 120 升）');
    expect(inMarkdown(testMessage('1', NOW))).toContain('通过“duty-group”发送的测试消息');
  });

  test('every rule has its words in both languages', () => {
    for (const words of [chinese.words, english.words])
      for (const word of Object.values(words.rules)) expect(word).toMatch(/\S/);
  });
});

describe('in the bytes that are taken', () => {
  test('any message fits, and one of a single case has its whole link', () => {
    const room = fc.constantFrom(2_048, 4_096, 16_000);
    fc.assert(
      fc.property(anyMessage, room, fc.constantFrom(markdown, chatText), (message, limitBytes, format) => {
        const text = fitText(message, { ...chinese, format, limitBytes });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limitBytes);
        // What stands for half a character; a name may have it of its own.
        if (!JSON.stringify(message).includes('\ufffd')) expect(text).not.toMatch(/\ufffd/);
        if (message.kind !== 'digest') expect(text).toContain(LINK);
      }),
    );
  });

  test('a digest says what people reported, and where exactly', () => {
    const reported = facts({ rule: 'reported', report: { kind: 'litter', place: '东门' } });
    const items = [{ kind: 'raised' as const, facts: reported, to: [] }];
    expect(inMarkdown({ ...digestMessage(0), items })).toMatch(/上报.*、东门/);
  });

  test('a digest of too many cases says how many are missing', () => {
    const text = inMarkdown(digestMessage(500));
    const told = text.match(/号站\*\*$/gm)?.length ?? 0;
    expect(told).toBeGreaterThan(15);
    expect(text).toContain(`另有 ${500 - told} 件`);
  });

  test('no character is broken', () => {
    for (let limit = 0; limit <= 11; limit += 1)
      expect('满溢🔥e'.startsWith(cutBytes('满溢🔥e', limit))).toBe(true);
    expect(cutBytes('满溢', 5)).toBe('满');
  });
});

describe('F59: names that want to be more than text', () => {
  const ours = { ...chinese, linkTo: undefined, limitBytes: 16_000 };

  function told(name: string, format: typeof chatText): string {
    const message = {
      ...alertMessage({ to: [person('x', name)] }),
      facts: facts({ stationName: name, gridPath: [name], note: name }),
    };
    return fitText(message, { ...ours, format });
  }

  test.each(HOSTILE)('%j is inert in markdown', (name) => {
    const text = told(name, markdown);
    const own = text.replaceAll(/^(> |\*\*)|\*\*$/gm, '');
    expect(own).not.toMatch(/[*_`[\]()#<>~|\\!@&]|:\/\//);
    expect(text.split('\n')).toHaveLength(told('plain', markdown).split('\n').length);
  });

  test.each(HOSTILE)('%j is inert in text', (name) => {
    const text = told(name, chatText);
    expect(text).not.toMatch(/[<>@]|:\/\//);
    expect(text.split('\n')).toHaveLength(told('plain', chatText).split('\n').length);
  });

  test.each(HOSTILE)('%j is inert in HTML', (name) => {
    const tags = (text: string) => text.match(/<[^>]*>/g);
    expect(tags(told(name, html))).toEqual(tags(told('plain', html)));
    expect(told(name, html)).not.toContain('://');
  });

  test('a name is cut at 80 characters', () => {
    const text = told('很'.repeat(200), markdown);
    expect(text).toContain(`> 投放站：${'很'.repeat(79)}…\n`);
    expect(text).not.toContain('很'.repeat(80));
  });
});
