// No test asserts a time. On a busy machine a bundle alone may take longer than Jest's 5 s.
jest.setTimeout(120_000);
