@NullMarked
package io.movein.standin.kubernetes.controllers;

import org.jspecify.annotations.NullMarked;
