(* One expected step from the moments of the oracle, for any step size:           *)
(*   E f(x+) <= f x - g <df x, df x + b x> + (L g^2/2)(|df x + b x|^2 + E|n|^2)    *)
(* and the terms of a summable sequence become small.                             *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct reals.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import geometric step_size.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Lemma Ex_nsq_oracle d (df b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi) n x :
  biased_oracle E n ->
  Ex E (fun xi => nsq (oracle df b n x xi)) =
    nsq (df x + b x) + Ex E (fun xi => nsq (n x xi)).
Proof.
move=> orc; rewrite -(Ex_nsqD (df x + b x) (noise_integV orc x) (noise_integ_nsq orc x)) //.
exact: noise_mean0 orc x.
Qed.

Lemma expected_step d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n g x :
  smooth f df L -> biased_oracle E n -> reg df E b n g f ->
  P df E b n g f x <= f x - g * dot (df x) (df x + b x)
    + L * g ^+ 2 / 2%:R * (nsq (df x + b x) + Ex E (fun xi => nsq (n x xi))).
Proof.
move=> fL orc f_reg; have [i1 _ n0] := orc.
pose B xi := (f x - g * dot (df x) (df x + b x))
   + ((- g) * dot (df x) (n x xi) + L * g ^+ 2 / 2%:R * nsq (oracle df b n x xi)).
have iB : integ E B.
  apply: integD; first exact: integ_cst.
  by apply: integD; [exact/integZ/integ_dot|exact/integZ/integ_nsq_oracle].
have le : P df E b n g f x <= Ex E B.
  apply: Ex_le => // [|xi]; first exact: (f_reg 0%N).
  by have := oracle_ub b n g fL x xi; rewrite /B; clear; rlra.
apply: le_trans le _; rewrite /B ExD; [|exact: integ_cst|]; last first.
  by apply: integD; [exact/integZ/integ_dot|exact/integZ/integ_nsq_oracle].
rewrite Ex_cst ExD; [|exact/integZ/integ_dot|exact/integZ/integ_nsq_oracle].
rewrite (ExZ (- g)); last exact: integ_dot.
rewrite (ExZ (L * _ / _)); last exact: integ_nsq_oracle.
by rewrite Ex_dot // n0 (dotC _ 0) dot0l mulr0 add0r Ex_nsq_oracle.
Qed.

Lemma summable_small (G : nat -> R) C : (forall t, 0 <= G t) ->
  (forall T, \sum_(t < T) G t <= C) ->
  forall eps, 0 < eps -> exists N, forall t, (N <= t)%N -> G t <= eps.
Proof.
move=> G0 GC eps e0; apply: contrapT => no.
have big k : exists T, k%:R * eps <= \sum_(t < T) G t.
  elim: k => [|k [T hT]]; first by exists 0%N; rewrite mul0r big_ord0.
  have [t Tt Gt] : exists2 t, (T <= t)%N & eps <= G t.
    apply: contrapT => h; apply: no; exists T => t Tt; rewrite leNgt; apply/negP => lt.
    by apply: h; exists t => //; exact: ltW.
  exists t.+1; rewrite big_ord_recr /= -(addn1 k) natrD mulrDl mul1r; apply: ler_add => //.
  apply: le_trans hT _; rewrite -(subnKC Tt) big_split_ord /= ler_addl.
  by apply: sumr_ge0 => i _; exact: G0.
have [T hT] := big (nat_ceil (C / eps)).+1.
have := le_trans hT (GC T); rewrite -(addn1 (nat_ceil _)) natrD mulrDl mul1r.
have : C / eps <= (nat_ceil (C / eps))%:R by rewrite -nat_ceil_le.
rewrite ler_pdivr_mulr // => h1 h2; have := le_trans h2 h1.
by rewrite -subr_le0 addrAC subrr add0r leNgt e0.
Qed.

(* F_T <= q^T F_0 + c/(1-q) for a PL function, with q = 1 - 2 a mu in [0, 1) *)
Lemma PL_unroll d (f : 'rV[R]_d.+1 -> R) df mu Xi (E : expectation Xi) b n g fstar x0 a c T :
  PL f df mu fstar -> reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  0 < a -> 0 <= c -> 2%:R * a * mu <= 1 ->
  (forall x, P df E b n g f x <= f x - a * nsq (df x) + c) ->
  Fgap f df fstar E b n g x0 T <=
    (1 - 2%:R * a * mu) ^+ T * Fgap f df fstar E b n g x0 0 + c / (2%:R * a * mu).
Proof.
move=> fPL f_reg df_reg a0 c0 am h; have mu0 := PL_gt0 fPL.
have p : 0 < 2%:R * a * mu by rewrite !mulr_gt0 ?ltr0n.
have q0 : 0 <= 1 - 2%:R * a * mu by rewrite subr_ge0.
have step := PL_contraction f_reg df_reg fPL (ltW a0)
  (descent_trajectory fstar x0 f_reg df_reg h).
have eqr t : (1 - 2%:R * a * mu) * Fgap f df fstar E b n g x0 t + c =
  (1 - 2%:R * a * mu) * Fgap f df fstar E b n g x0 t
  + (1 - (1 - 2%:R * a * mu)) * (c / (2%:R * a * mu)).
  by rewrite opprB addrCA subrr addr0 mulrCA divff ?mulr1 // lt0r_neq0.
have stepr t : Fgap f df fstar E b n g x0 t.+1 <=
    (1 - 2%:R * a * mu) * Fgap f df fstar E b n g x0 t
    + (1 - (1 - 2%:R * a * mu)) * (c / (2%:R * a * mu)) by rewrite -eqr; exact: step.
apply: le_trans (unroll_to q0 stepr T) _; rewrite ler_add2l ler_pimull ?divr_ge0 ?(ltW p) //.
by rewrite ler_subl_addr ler_addl exprn_ge0.
Qed.

