import { withBase } from 'vitepress';
import { computed, defineComponent, h, ref, type VNode } from 'vue';
import { EXAMPLE_PKGBUILD } from './example-pkgbuild.js';
import { type Finding, type Judgement, judgePkgbuild } from './judge-pkgbuild.js';

/** The field for a PKGBUILD, and below it what makepkg and a reviewer would say. */
export const JudgeView = defineComponent({
  name: 'JudgeView',
  setup() {
    const text = ref(EXAMPLE_PKGBUILD);
    const judgement = computed(() => judgePkgbuild(text.value));
    return () =>
      h('div', { class: 'judge' }, [
        h('label', { for: 'judge-text' }, 'PKGBUILD'),
        h('textarea', {
          id: 'judge-text',
          rows: 18,
          wrap: 'off',
          spellcheck: 'false',
          autocapitalize: 'off',
          value: text.value,
          onInput: (event: Event) => {
            if (event.target instanceof HTMLTextAreaElement) text.value = event.target.value;
          },
        }),
        ...renderJudgement(judgement.value),
      ]);
  },
});

function renderJudgement({ verdict, summary, findings, srcinfo }: Judgement): VNode[] {
  return [
    h('p', { class: ['judge-verdict', verdict], role: 'status' }, summary),
    h('ul', { class: 'judge-findings' }, findings.map(renderFinding)),
    ...(srcinfo === undefined
      ? []
      : [h('h2', '.SRCINFO'), h('pre', { class: 'judge-srcinfo', tabindex: 0 }, srcinfo)]),
  ];
}

function renderFinding({ severity, place, code, message }: Finding): VNode {
  return h('li', { class: severity }, [
    h('span', { class: 'judge-place' }, place),
    ' ',
    h('a', { href: withBase(`/errors/${code}.html`) }, code),
    ` ${severity}: ${message}`,
  ]);
}
