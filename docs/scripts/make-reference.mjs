// Makes the parts of the site that are not written by hand: the API from the sources' docstrings, the commands from their own
// help, the settings from the code that reads them, and llms.txt.
import { makeApi } from './make-api.mjs';
import { makeCliReference } from './make-cli-reference.mjs';
import { makeConfigReference } from './make-config-reference.mjs';
import { makeLlmsText } from './make-llms-text.mjs';

const project = await makeApi();
await makeCliReference();
await makeConfigReference(project);
makeLlmsText();
