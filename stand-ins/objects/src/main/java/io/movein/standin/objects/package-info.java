/** Object storage for tests, demo and bench: a server that speaks S3, and a proxy before it that records and lies. Loopback only. */
@org.jspecify.annotations.NullMarked
package io.movein.standin.objects;
