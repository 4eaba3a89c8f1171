/**
 * Every name of ours that is visible in a user's namespace. Other versions of our packages read them: a name keeps its meaning.
 */

/** The type of the built-in workflow that runs one function; every worker has it. Its input is an `Invocation`. */
export const INVOKE_WORKFLOW_TYPE = 'tfn.invoke';

/** The type of the workflow by which `tfn doctor` compares clocks. No worker has it. */
export const CLOCK_CHECK_WORKFLOW_TYPE = 'tfn.doctor';

/** The id that readiness checks ask for. No execution has it. */
export const READINESS_WORKFLOW_ID = 'tfn.readyz';

/** The field of a schedule's memo that names the app that manages it. */
export const OWNER_MEMO = 'tfn';

/** The field of a function's run that names the route that started it: its method and path. */
export const ROUTE_MEMO = 'tfn.http.route';

/** The local activity by which a workflow applies its schemas; every worker has it. Its input is a `SchemaCall`. */
export const SCHEMA_ACTIVITY = 'tfn.schema';

/**
 * The field of an execution's memo that says of a workflow with schemas whether its input is 'parsed' or 'raw'. Without it, something that does
 * not know the schemas started the workflow.
 */
export const SCHEMAS_MEMO = 'tfn.schemas';

/** The field of an execution's memo that identifies the input of the HTTP request that started it. */
export const FINGERPRINT_MEMO = 'tfn.http.fingerprint';
