// Tells vue-tsc what `<van-...>` in templates is; the build imports each component where it is used.
import type * as Vant from 'vant';

type Named<Names extends string> = Names extends keyof typeof Vant ? (typeof Vant)[Names] : never;

type VantComponents = {
  [Name in keyof typeof Vant as Name extends Capitalize<Name> ? `Van${Name}` : never]: Named<Name>;
};

declare module 'vue' {
  interface GlobalComponents extends VantComponents {}
}
