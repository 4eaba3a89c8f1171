import { Router } from 'express';
import type { TfnClient } from '@tfn/client';

/** `/healthz`: the process answers. `/readyz`: Temporal answers too, and the process is not stopping. */
export function healthRoutes(client: Pick<TfnClient, 'temporal'>): { routes: Router; setDraining(): void } {
  let draining = false;
  const routes = Router();
  routes.get('/healthz', (_request, response) => {
    response.json({ alive: true });
  });
  routes.get('/readyz', async (_request, response) => {
    const ready = !draining && (await answers(client));
    response.status(ready ? 200 : 503).json({ ready });
  });
  return {
    routes,
    setDraining() {
      draining = true;
    },
  };
}

async function answers({ temporal }: Pick<TfnClient, 'temporal'>): Promise<boolean> {
  try {
    await temporal.withDeadline(Date.now() + 3000, () => temporal.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}
