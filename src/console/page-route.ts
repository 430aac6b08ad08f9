// What a page tells the frame of itself, in pages/<page>/route.ts. The frame finds it; nothing else names a page.
import type { RouteComponent, RouteMeta } from 'vue-router';

interface PageMeta {
  /** Key of the page's title, e.g. `alerts.title`. */
  title: string;
  /** In the bars of the frame, by order; without it one comes here by links only. */
  nav?: {
    order: number;
    /** Path data of a 24 x 24 drawing, filled with the colour of the text. */
    icon: string;
  };
  /** The operation of the API without which the page is of no use; who may not do it does not see the page. */
  right?: string;
  /** Shown without signing in. */
  open?: true;
  /** Fills the screen, without the bars of the frame. */
  bare?: true;
}

export interface PageRoute {
  /** As vue-router reads it, e.g. `/stations/:id`. */
  path: string;
  name: string;
  component: () => Promise<RouteComponent>;
  meta: RouteMeta;
}

declare module 'vue-router' {
  interface RouteMeta extends PageMeta {}
}
