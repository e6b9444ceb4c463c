/** GitHub's issue forms: the YAML that a repository keeps them in, and the issue body that filling one in gives. */
@NullMarked
package io.movein.standin.github.form;

import org.jspecify.annotations.NullMarked;
