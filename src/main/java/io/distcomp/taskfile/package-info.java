/**
 * Every form of a submission, read into TaskSpecs with all mistakes and their places. Entry point:
 * {@link io.distcomp.taskfile.TaskFiles}. Knows neither Redis nor Vert.x.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.taskfile;
