/** Where an OpenTelemetry SDK that was set up for the whole process sends its spans; undefined for what is not one. */
export function spanTargetOf(given: object): { spanProcessor: object; resource: object } | undefined {
  const provider = given as Provider;
  const sdk = provider.getDelegate?.() ?? provider;
  const spanProcessor = sdk.getActiveSpanProcessor?.() ?? sdk._activeSpanProcessor;
  const resource = sdk.resource ?? sdk._resource;
  return spanProcessor === undefined || resource === undefined ? undefined : { spanProcessor, resource };
}

// --- internal ---

/** 1.x has these in its interface, 2.x in private fields. */
interface Provider {
  getDelegate?(): Provider;
  getActiveSpanProcessor?(): object;
  readonly resource?: object;
  readonly _activeSpanProcessor?: object;
  readonly _resource?: object;
}
