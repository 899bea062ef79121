/**
 * Classes that break the rules of the code's shape on purpose, in packages that are named like the
 * product's. Entry point: {@link io.distcomp.ArchitectureTest}, which demands that each of them is
 * reported. Nothing else may use them.
 */
package io.distcomp.archfixture;
