// The areas as a form offers them: in the order of the tree, each as far in as it stands deep. Pure.

export interface Area {
  id: string;
  name: string;
  parent?: string;
  /** Comes from config/stations.yaml. */
  declared: boolean;
}

export interface AreaRow extends Area {
  /** 0 at the top of what one sees. */
  depth: number;
}

/** `areas`: parents before children, as the API gives them; a parent that is not among them is out of sight. */
export function areaRows(areas: readonly Area[]): AreaRow[] {
  const depths = new Map<string, number>();
  return areas.map((area) => {
    const above = area.parent === undefined ? undefined : depths.get(area.parent);
    const depth = above === undefined ? 0 : above + 1;
    depths.set(area.id, depth);
    return { ...area, depth };
  });
}
