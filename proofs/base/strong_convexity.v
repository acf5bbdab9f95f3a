(* What strong convexity and one-sided smoothness say together about the gradient *)
(* at x and the direction e = x - x* of the minimum:                             *)
(*   mu L |e|^2 + |df x|^2 <= (mu + L) <df x, e>                                  *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle descent quadratic witness.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Lemma nsqB_young d (u v : 'rV[R]_d) a : 0 < a ->
  nsq (u - v) <= (1 + a) * nsq u + (1 + a^-1) * nsq v.
Proof.
move=> a0; have h := nsq_ge0 (a *: u + v); rewrite nsqD nsqZ dotZl in h; rewrite nsqB.
have ia : a^-1 * a = 1 by rewrite mulVf // lt0r_neq0.
have i0 : 0 < a^-1 by rewrite invr_gt0.
have := ler_wpmul2l (ltW i0) h.
have -> : a^-1 * (a ^+ 2 * nsq u + 2%:R * (a * dot u v) + nsq v) =
  (a^-1 * a) * (a * nsq u + 2%:R * dot u v) + a^-1 * nsq v.
  by move: (a^-1) (nsq u) (nsq v) (dot u v) => i p q r; clear; rring.
by rewrite ia mulr0; move: (a^-1) (nsq u) (nsq v) (dot u v) => i p q r; clear; rlra.
Qed.

Lemma min_grad0 d (f : 'rV[R]_d.+1 -> R) df L xs :
  smooth f df L -> (forall x, f xs <= f x) -> df xs = 0.
Proof.
move=> fL fmin; apply/eqP; rewrite -nsq_eq0 eq_le nsq_ge0 andbT.
by have := grad_le fL fmin xs; rewrite subrr mulr0.
Qed.

Section StrongConvexity.
Variables (d : nat) (f : 'rV[R]_d.+1 -> R) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (L mu : R).
Variable xs : 'rV[R]_d.+1.
Hypotheses (fL : smooth f df L) (fmin : forall x, f xs <= f x) (sc : strongly_convex f df mu).

Lemma strong_le_smooth : mu <= L.
Proof.
have := le_trans (sc 0 (@unit0 d)) (smooth_ub fL 0 (@unit0 d)).
by rewrite subr0 nsq_unit0 !mulr1; move: (f 0) (dot _ _) => a c; clear; rlra.
Qed.

Lemma coercive x : mu * L * nsq (x - xs) + nsq (df x) <= (mu + L) * dot (df x) (x - xs).
Proof.
have g0 := min_grad0 fL fmin; set e := x - xs.
pose v := df x - mu *: e; pose Q := nsq v; pose r := dot (df x) e - mu * nsq e.
have key s : 2%:R * s * Q - (L - mu) * s ^+ 2 * Q <= r.
  have h1 := le_trans (sc x (xs + s *: v)) (smooth_ub fL xs (xs + s *: v)).
  have h2 := le_trans (sc xs (x - s *: v)) (smooth_ub fL x (x - s *: v)).
  move: h1 h2; rewrite g0 !dot0l.
  have -> : xs + s *: v - x = s *: v - e by rewrite /e opprB addrCA addrA addrC.
  have -> : xs + s *: v - xs = s *: v by rewrite addrC addKr.
  have -> : x - s *: v - x = - (s *: v) by rewrite addrAC subrr add0r.
  have -> : x - s *: v - xs = e - s *: v by rewrite /e addrAC.
  clearbody e; rewrite !nsqN !nsqB !nsqZ dotDr !dotNr !dotZl !dotZr (dotC e) -/Q.
  have eQ : Q = dot (df x) v - mu * dot v e by rewrite /Q {1}/nsq {1}/v dotDl dotNl dotZl (dotC e).
  rewrite /r; move: (nsq e) (f x) (f xs) (dot (df x) e) => E a c p h1 h2.
  have : 2%:R * s * Q = 2%:R * s * (dot (df x) v - mu * dot v e) by rewrite -eQ.
  by move: h1 h2; clear; move: Q (dot (df x) v) (dot v e) => q u w; rlra.
have Q0 : 0 <= Q by exact: nsq_ge0.
have fin : Q <= (L - mu) * r -> mu * L * nsq e + nsq (df x) <= (mu + L) * dot (df x) e.
  rewrite /Q /v nsqB nsqZ dotZr /r; move: (nsq e) (nsq (df x)) (dot _ _) => E G p; clear; rlra.
apply: fin; have := strong_le_smooth; rewrite le_eqVlt => /orP[/eqP muL|muL].
  rewrite -muL subrr mul0r leNgt; apply/negP => Qp.
  have := key ((`|r| + 1) / (2%:R * Q)); rewrite -muL subrr !mul0r subr0.
  have Q2 : 2%:R * Q != 0 by rewrite mulf_neq0 ?pnatr_eq0 // lt0r_neq0.
  rewrite mulrAC mulrCA divff // mulr1.
  by have := ler_norm r; move: (`|r|) => a; clear; rlra.
have p : 0 < L - mu by rewrite subr_gt0.
have := ler_wpmul2l (ltW p) (key (L - mu)^-1); congr (_ <= _).
have e1 : (L - mu) * (L - mu)^-1 = 1 by rewrite divff // lt0r_neq0.
have -> : (L - mu) * (2%:R * (L - mu)^-1 * Q - (L - mu) * (L - mu)^-1 ^+ 2 * Q) =
  2%:R * ((L - mu) * (L - mu)^-1) * Q - ((L - mu) * (L - mu)^-1) ^+ 2 * Q.
  by move: (L - mu)^-1 => i; rring.
by rewrite e1 expr1n; clear; move: Q => q; rlra.
Qed.

Lemma grad_le_dist x : nsq (df x) <= L ^+ 2 * nsq (x - xs).
Proof.
have L0 := smooth_gt0 fL; have h := grad_le fL fmin x.
have := smooth_ub fL xs x; rewrite (min_grad0 fL fmin) dot0l addr0 => h2.
have : f x - f xs <= L / 2%:R * nsq (x - xs) by move: h2; rewrite -ler_subl_addl; exact.
have p : 0 <= 2%:R * L by rewrite mulr_ge0 ?ler0n // ltW.
move=> /(ler_wpmul2l p) k; apply: le_trans h (le_trans k _).
by rewrite le_eqVlt; apply/orP; left; apply/eqP; move: (nsq _) => q; clear; rlra.
Qed.
End StrongConvexity.
