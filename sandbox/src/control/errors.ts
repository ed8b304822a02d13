// A refused control call: the caller (a test, a page, ./run) asked for something that cannot be.

export class ControlError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const notFound = (what: string): ControlError =>
  new ControlError(404, 'not-found', `${what} not found`);
export const invalid = (message: string): ControlError => new ControlError(400, 'invalid', message);
export const refused = (message: string): ControlError => new ControlError(409, 'refused', message);
