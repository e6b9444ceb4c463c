/** The controllers that turn a Job into a bound pod and clean up after it. */
@NullMarked
package io.movein.standin.kubernetes.controllers;

import org.jspecify.annotations.NullMarked;
