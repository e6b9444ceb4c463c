@org.jspecify.annotations.NullMarked
package io.movein.gateway.resp;
