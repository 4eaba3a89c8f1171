// No test asserts a duration. On a busy machine, bundling alone may take longer than Jest's 5 s.
jest.setTimeout(120_000);
