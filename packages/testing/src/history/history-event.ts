/**
 * An event of a history, as Temporal's API returns it: besides id and time, one field that ends in `EventAttributes`.
 * From a server these are messages of the SDK's, from a file their JSON form, from the memory engine plain objects.
 */
export interface HistoryEvent {
  readonly eventId?: unknown;
  readonly eventTime?: unknown;
  readonly [attributes: `${string}EventAttributes`]: unknown;
}
