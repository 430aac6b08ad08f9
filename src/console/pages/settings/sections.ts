// The sections of the settings, each shown to whoever may read what it is about.
import type { Component } from 'vue';

export interface Section {
  name: string;
  /** Operation of the API without which the section is of no use. */
  right?: string;
  load: () => Promise<{ default: Component }>;
}

export const SECTIONS: readonly Section[] = [
  { name: 'stations', right: 'addStations', load: () => import('./stations/stations-section.vue') },
  { name: 'areas', right: 'addArea', load: () => import('./areas/areas-section.vue') },
  { name: 'users', right: 'listUsers', load: () => import('./users/users-section.vue') },
  { name: 'keys', right: 'listApiKeys', load: () => import('./keys/keys-section.vue') },
  { name: 'duty', right: 'getDuty', load: () => import('./duty/duty-section.vue') },
  { name: 'notifiers', right: 'listNotifiers', load: () => import('./notifiers/notifiers-section.vue') },
  { name: 'audit', right: 'listAudit', load: () => import('./audit/audit-section.vue') },
  { name: 'about', load: () => import('./about/about-section.vue') },
];
