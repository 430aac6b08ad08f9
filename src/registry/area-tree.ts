// The tree of areas (镇 > 社区 > 网格 > 微网格), of free depth, built whole and asked cheaply. It must not know who
// declared an area.
import { foldId } from '../model/id.ts';
import type { RegistryFault } from './registry.ts';

export interface AreaNode {
  id: string;
  parent?: string;
}

export interface AreaTree<Node extends AreaNode> {
  get(id: string): Node | undefined;
  /** Parents before children; among siblings in the order given. */
  all(): readonly Node[];
  /** The area and everything below it; of an unknown area nothing. */
  below(id: string): string[];
  /** The area first, the root last; of an unknown area that id alone. */
  pathOf(id: string): string[];
}

/** What keeps these nodes from being a forest; empty when nothing does. */
export function findTreeFaults(nodes: readonly AreaNode[]): RegistryFault[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const faults: RegistryFault[] = [];
  for (const { id, parent } of nodes) {
    if (seen.has(foldId(id)))
      faults.push({ subject: id, fault: 'this area exists already (case does not count)' });
    seen.add(foldId(id));
    if (parent !== undefined && !byId.has(parent)) {
      faults.push({ subject: id, fault: `its parent "${parent}" is not an area` });
    }
    if (isOwnAncestor(id, byId)) faults.push({ subject: id, fault: 'it stands below itself' });
  }
  return faults;
}

/** `nodes` must have no faults. */
export function createAreaTree<Node extends AreaNode>(nodes: readonly Node[]): AreaTree<Node> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const children = groupByParent(nodes);
  const descend = (node: Node): Node[] => [node, ...(children.get(node.id) ?? []).flatMap(descend)];
  const ordered = nodes.filter(({ parent }) => parent === undefined).flatMap(descend);

  return {
    get: (id) => byId.get(id),
    all: () => ordered,
    below(id) {
      const node = byId.get(id);
      return node ? descend(node).map((below) => below.id) : [];
    },
    pathOf(id) {
      const path = [id];
      for (let up = byId.get(id)?.parent; up !== undefined; up = byId.get(up)?.parent) path.push(up);
      return path;
    },
  };
}

function groupByParent<Node extends AreaNode>(nodes: readonly Node[]): Map<string, Node[]> {
  const children = new Map<string, Node[]>();
  for (const node of nodes) {
    if (node.parent === undefined) continue;
    const siblings = children.get(node.parent);
    if (siblings) siblings.push(node);
    else children.set(node.parent, [node]);
  }
  return children;
}

function isOwnAncestor(id: string, byId: ReadonlyMap<string, AreaNode>): boolean {
  const passed = new Set<string>();
  for (let up = byId.get(id)?.parent; up !== undefined && !passed.has(up); up = byId.get(up)?.parent) {
    if (up === id) return true;
    passed.add(up);
  }
  return false;
}
