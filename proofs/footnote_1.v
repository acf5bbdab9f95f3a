(* Footnote 1: rand-k with step gamma d/k and rand-k' = (d/k) rand-k with step gamma  *)
(* are one algorithm: from one x0 and with the same draws (xi_t, S_t) they make the     *)
(* same iterates.  The dominant term gamma L sigma2 / (1 - m) is then also the same,    *)
(* gamma L (d/k) sb2, with the parameters printed in Lemmas 10 and 12.                  *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation rand_k satisfiable.
From Biasbound Require Import lemma_10 lemma_12.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* x_(t+1) = x_t - g G(x_t, w_t) *)
Fixpoint iterates d Om (G : 'rV[R]_d -> Om -> 'rV[R]_d) (g : R) (w : nat -> Om) x0 t :=
  if t is t'.+1 then
    let x := iterates G g w x0 t' in x - g *: G x (w t')
  else x0.

Theorem footnote_1 d k df Xi n (w : nat -> Xi * {set 'I_d.+1}) g x0 t :
  iterates (scaled_rand_k_of k df n) g w x0 t =
  iterates (rand_k_of df n) (g * (d.+1%:R / k%:R)) w x0 t.
Proof. by elim: t => //= t ->; rewrite /scaled_rand_k_of scalerA. Qed.

Theorem footnote_1_dominant (d k : nat) (g L sb2 : R) : (0 < k <= d)%N ->
  g * L * (d%:R / k%:R * sb2) / (1 - 0) = g * L * (d%:R / k%:R) * sb2 /\
  g * (d%:R / k%:R) * L * (k%:R / d%:R * sb2) / (1 - (1 - k%:R / d%:R)) =
    g * L * (d%:R / k%:R) * sb2.
Proof.
move=> /andP[k0 kd]; have kp : k%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have dp : d%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (leq_trans k0).
split; first by rewrite subr0 divr1 mulrA.
rewrite subKr -[k%:R / d%:R]invf_div invrK.
have : (d%:R / k%:R)^-1 * (d%:R / k%:R) = 1 :> R by rewrite mulVf // mulf_neq0 ?invr_eq0.
move: (d%:R / k%:R) => p; move: (p^-1) => i e.
have -> : g * p * L * (i * sb2) * p = (i * p) * (g * L * p * sb2) by rring.
by rewrite e mul1r.
Qed.

Lemma footnote_1_satisfiable : satisfiable_by (@footnote_1).
Proof.
exists 2%N, 2%N, (fun x => 2%:R *: x), unit, (fun _ _ => 0), (fun=> (tt, [set 0])).
by exists 1, (const_mx 1), 3%N.
Qed.

Lemma footnote_1_dominant_satisfiable : satisfiable_by (@footnote_1_dominant).
Proof. by exists 3%N, 2%N, 1, 1, 1, isT. Qed.
