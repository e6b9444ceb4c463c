@org.jspecify.annotations.NullMarked
package io.movein.tier;
