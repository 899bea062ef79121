/**
 * The page in a real browser against a real node. Entry point: {@link
 * io.distcomp.browser.DashboardIT}. Knows the product only by its jar, its HTTP API and what a user
 * sees.
 */
package io.distcomp.browser;
