// For the types alone: at run time './wic.js' is the library's own file, beside the page's (see build.mjs).
export * from '../web/index';
