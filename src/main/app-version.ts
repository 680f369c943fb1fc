import manifest from '../../package.json' with { type: 'json' };

/** The app's own version, as recordings name it. */
export const APP_VERSION: string = manifest.version;
